using Quant.Execution.Reconciliation;
using Quant.Operations.Stages;

namespace Quant.Operations.Accounts;

/// <summary>Whether orders may be made: yesterday must be reconciled, or somebody must have signed for what differs.</summary>
internal static class ReconciliationGate
{
    /// <summary>Why not; null if they may.</summary>
    /// <param name="breaks">What comparisons found.</param>
    /// <param name="required">Whether a comparison at the anchor is needed.</param>
    /// <param name="anchor">The session whose book the orders come from.</param>
    public static StageResult? Refusal(BreakStore breaks, bool required, TradeDate anchor)
    {
        ImmutableArray<AccountBreak> open = breaks.Open();
        if (!open.IsEmpty)
        {
            IEnumerable<string> lines = open.Select(found =>
                $"{found.Id}: {found.Difference.Subject} ours {found.Difference.Text(found.Difference.Ours)}, "
                + $"theirs {found.Difference.Text(found.Difference.Theirs)}, since {found.Since}.");
            return StageResult.Refused(
                "OPEN_BREAKS",
                string.Join('\n', [
                    .. lines,
                    "The book differs from the broker's account. Book what is missing and run 'quant reconcile' again, "
                    + "or sign for it: quant reconcile --accept BREAK --by NAME --note WHY.",
                ]));
        }

        return required && (breaks.LastCheck() is not { } last || last.Session < anchor)
            ? StageResult.Refused(
                "NOT_RECONCILED",
                $"The book of {anchor} was not compared with the broker's account. Run 'quant reconcile' first.")
            : null;
    }
}
