/** A thread that runs one of the bundles. */
export interface Thread {
  post(message: unknown): void;
  end(): void;
}

export interface ThreadEvents<Message> {
  hear(message: Message): void;
  /** It has stopped. */
  failed(why: string): void;
  /** As threads of Node do; a browser's end unsaid. */
  exited(code: number): void;
}
