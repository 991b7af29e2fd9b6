/** Short sentences at the foot of the page, read out by screen readers; they go by themselves. */
export interface Notice {
  readonly id: number;
  readonly text: string;
}

class Notices {
  list = $state.raw<readonly Notice[]>([]);
  #next = 1;

  say(text: string, forMs = 6000): void {
    const id = this.#next++;
    this.list = [...this.list.slice(-2), { id, text }];
    setTimeout(() => this.dismiss(id), forMs);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }
}

export const notices = new Notices();
