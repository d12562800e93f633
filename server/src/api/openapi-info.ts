/** What holds for every call: how the document begins, and the page on the API. In Markdown. */
export const OVERVIEW = `Posthorn sends an app's webhooks. The app posts events; Posthorn keeps each, and sends it to
every endpoint of its space that subscribes to it.

### Keys

Every call below \`/v1\` needs a key: \`authorization: Bearer <key>\`. An operator's key may do everything. A space's key
is for one \`id_space\`: all others look to it as if they were not there. A portal session's token works like a key
until it expires, and may be one that only looks: then all but GET is refused, and so are secrets. Keys go to servers, never into a browser or an
app that customers hold; no call may be made from a page of another origin.

### Bodies

Requests and answers are JSON in UTF-8. A request with a key that is not known is refused and the key named, so that a
slip is not taken for a default. Answers may get more keys with time: ignore those you do not know. Ids are opaque
strings. Times are ISO 8601 in UTC with milliseconds, \`2026-11-25T09:30:00.000Z\`; those you send may have any offset.

### Errors

Every error is \`application/problem+json\` (RFC 9457). \`code\` says what it was, for programs: it never changes its
meaning. \`detail\` says what to do, for people, and may be worded otherwise tomorrow. \`errors\` names each place in the
request that is not right.

### Repeating a call

A call that got no answer, or 502, 503 or 504, may be repeated, after the seconds in \`retry-after\` where there are any.
GET, PATCH, PUT and DELETE do the same when they are repeated. So does \`POST /v1/events\` if the event has an \`id\`:
the second time it is answered with 200, \`is_duplicate: true\` and the first answer. Repeat no other POST blindly.

### Lists

Lists come in pages, newest first: \`{"data": […], "next_cursor": "…"}\`. \`limit\` is 50 unless you say another, and 200 at
most. Pass \`next_cursor\` as \`cursor\` for the next page; null says that this was the last. A page may be shorter than
\`limit\`, even empty, though more follow. What is added meanwhile shifts nothing.
`;

/** The headings that calls stand under, in the order in which one needs them. */
export const TAGS = [
  { name: "Events", description: "What has happened in a space: posting it is what Posthorn is for." },
  { name: "Endpoints", description: "The URLs that receive a space's events, with their health and their secrets." },
  { name: "Deliveries", description: "What was owed to whom, what came of it, and the evidence of each attempt." },
  { name: "Replays", description: "Many deliveries of one endpoint sent once more, as a job with progress." },
  { name: "Spaces", description: "The app's customers. A space is there from its first event or endpoint on." },
  { name: "Activity", description: "What endpoints did over time, and what all of Posthorn does now." },
  { name: "Event types", description: "The catalogue of what can happen, with schemas and samples." },
  { name: "Keys", description: "Who may call." },
  { name: "Portal sessions", description: "Links into the page for people who have no key." },
  { name: "Node", description: "How this node does. None of these calls needs a key." },
] as const;
