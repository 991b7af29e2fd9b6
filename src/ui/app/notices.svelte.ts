/**
 * Short sentences at the foot of the page, read out by screen readers; they go by themselves. Whoever
 * says something out of an effect does not come to depend on the list by it.
 */
export interface NoticeAction {
  readonly label: string;
  readonly run: () => void;
}

export interface Notice {
  readonly id: number;
  readonly text: string;
  /** A notice with something to do stays until it is closed. */
  readonly action?: NoticeAction;
}

class Notices {
  list = $state.raw<readonly Notice[]>([]);
  /** The same; read without anybody's coming to depend on it. */
  #all: readonly Notice[] = [];
  #next = 1;

  say(text: string, forMs = 6000): void {
    const id = this.#add({ text });
    setTimeout(() => this.dismiss(id), forMs);
  }

  /** Gives what it can be dismissed by. */
  offer(text: string, action: NoticeAction): number {
    return this.#add({ text, action });
  }

  dismiss(id: number): void {
    this.#show(this.#all.filter((notice) => notice.id !== id));
  }

  #add(notice: Omit<Notice, 'id'>): number {
    const id = this.#next++;
    this.#show([...this.#all.slice(-2), { id, ...notice }]);
    return id;
  }

  #show(all: readonly Notice[]): void {
    this.#all = all;
    this.list = all;
  }
}

export const notices = new Notices();
