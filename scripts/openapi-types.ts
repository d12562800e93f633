import type { Json } from "../server/src/catalogue/json-schema.ts";

/** What the page reads of the API's document. */
export interface ApiDocument {
  info: { description: string };
  servers: readonly { url: string; description: string }[];
  tags: readonly { name: string; description: string }[];
  paths: Readonly<Record<string, Readonly<Record<string, Call>>>>;
  components: {
    schemas: Readonly<Record<string, DocumentSchema>>;
    responses: Readonly<Record<string, Answer>>;
  };
}

export interface Call {
  summary: string;
  description: string;
  tags: readonly string[];
  security?: readonly Readonly<Record<string, readonly string[]>>[];
  parameters?: readonly Parameter[];
  requestBody?: { content: Media };
  responses: Readonly<Record<string, Answer | { $ref: string }>>;
}

export interface Parameter {
  name: string;
  in: "path" | "query";
  required: boolean;
  description: string;
  schema: DocumentSchema;
}

export type Media = Readonly<Record<string, { schema: DocumentSchema; example?: Json }>>;

export interface Answer {
  description: string;
  content?: Media;
}

export interface DocumentSchema {
  $ref?: string;
  description?: string;
  type?: string;
  properties?: Readonly<Record<string, DocumentSchema>>;
  required?: readonly string[];
  additionalProperties?: boolean | DocumentSchema;
  items?: DocumentSchema;
  anyOf?: readonly DocumentSchema[];
  allOf?: readonly DocumentSchema[];
  enum?: readonly string[];
  const?: Json;
  default?: Json;
  format?: string;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  maxLength?: number;
  maxProperties?: number;
}
