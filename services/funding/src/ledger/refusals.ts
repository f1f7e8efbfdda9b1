export type RecordFundSpendingRefusal = 'INSUFFICIENT_BALANCE';

/** 1,234.56 */
export function yuan(fen: number): string {
  const [whole, rest] = [Math.trunc(Math.abs(fen) / 100), Math.abs(fen) % 100];
  return `${fen < 0 ? '-' : ''}${whole.toLocaleString('en-US')}.${String(rest).padStart(2, '0')}`;
}

/** Why, and what to do now: shown to staff as it stands. */
export const refusalTexts = (balanceFen: number, amountFen: number) => ({
  INSUFFICIENT_BALANCE: {
    message: `这笔经费的余额不足：余额 ${yuan(balanceFen)} 元，本次支出 ${yuan(amountFen)} 元。`,
    nextStep: '请核对金额；如确需支出，请改从其他经费列支，或先申请追加拨付。',
  },
});
