import { nextTick } from 'vue';

/** A form is taller than its dialog: what is wrong may lie above. */
export async function showFault(form: HTMLFormElement | null): Promise<void> {
  await nextTick();
  const first = form?.querySelector<HTMLElement>('[aria-invalid="true"], .error, .wrong');
  first?.focus();
  first?.scrollIntoView({ block: 'center' });
}
