/** Short sentences at the foot of the page, read out by screen readers; they go by themselves. */
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
  #next = 1;

  say(text: string, forMs = 6000): void {
    const id = this.#add({ text });
    setTimeout(() => this.dismiss(id), forMs);
  }

  offer(text: string, action: NoticeAction): void {
    this.#add({ text, action });
  }

  dismiss(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }

  #add(notice: Omit<Notice, 'id'>): number {
    const id = this.#next++;
    this.list = [...this.list.slice(-2), { id, ...notice }];
    return id;
  }
}

export const notices = new Notices();
