import type { Validation } from "../core/event-type.ts";

/** What an app has registered under the name of an event type. */
export interface RegisteredType {
  name: string;
  /** What a type of the app's own is. Null: the type is built in, and only its validation is set. */
  definition: TypeDefinition | null;
  /** Null: as the node's settings say. */
  validation: Validation | null;
  createdAt: number;
  updatedAt: number;
}

export interface TypeDefinition {
  description: string;
  group: string;
  /** JSON Schema 2020-12 of a payload, as JSON text. */
  schema: string;
  /** A payload, as JSON text. */
  sample: string;
}

/** The part of the store's port that keeps event types. They are few, so they are read all at once. */
export interface EventTypeStore {
  /**
   * Writes it over what is registered under its name; `createdAt` stays as it was. `full`: nothing was written, since it
   * would have been new and `typesMax` others have a definition.
   */
  put(type: RegisteredType, typesMax: number): Promise<"created" | "replaced" | "full">;
  /** False where nothing is registered under this name. Events of the type stay. */
  delete(name: string): Promise<boolean>;
  /** All, by name. */
  list(): Promise<RegisteredType[]>;
  /** Calls back after the commit of each change, by whichever node. Returns the way to stop it. */
  watch(listener: () => void): () => void;
}
