/** Version of the record format; a journal of a newer one is refused, never guessed at. */
export const journalFormat = 1;
