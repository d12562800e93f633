/** Words of the catalogue, in which `names` stand in backticks. */
export function Words({ text }: { text: string }) {
  return (
    <bdi>
      {text.split("`").map((part, index) =>
        index % 2 === 0 ? (
          part
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the text does not change
          <code key={index} className="font-mono text-[0.92em]">
            {part}
          </code>
        ),
      )}
    </bdi>
  );
}
