using System.Runtime.InteropServices;

namespace Quant.Labels;

/// <summary>
/// Measures what happened after each date. It reads the future of a date, so nothing that makes features may call it.
/// </summary>
/// <remarks>
/// <para>Layout: rows are the dates of decision, all dates of the history; D+n is the n-th session after it.</para>
/// <para>Units: a return, 0.01 being one percent, of adjusted prices.</para>
/// <para>Missing: NaN with weight 0 where a price is not known, so also in the last rows, whose future has not
/// come.</para>
/// </remarks>
public static class LabelEngine
{
    // Every board lets prices move by 5 % at least; a session at one price that much higher had no seller. The half
    // percent
    // allows for the rounding of limits to cents.
    private const double LeastLimitUp = 0.05 - 0.006;

    /// <summary>Measures a label on every date of a history.</summary>
    /// <remarks>
    /// <see cref="OpenToClose"/> buys at the open of D+1. It has weight 0 where nobody could buy there: a suspension
    /// (the
    /// field <c>suspended</c>, or a session within the bars of the instrument without an open), or a session wholly at
    /// the upper limit: <c>raw_low</c> not
    /// below <c>limit_up</c> where the history has both fields, otherwise high = low with <c>change</c> at least 4.4 %.
    /// The value is measured all the same.
    /// </remarks>
    /// <exception cref="InputException">The history lacks a price that the label needs.</exception>
    public static LabelPanel Compute(LabelDefinition definition, MarketSnapshot history) => definition switch
    {
        CloseToClose label => Measure(label, history, "close", label.Entry, label.Exit, (_, _) => LabelReason.Buyable),
        OpenToClose label => Measure(label, history, "open", 1, label.Horizon, EntryRule(history)),
        _ => throw new ArgumentException($"There is no way to measure {definition}.", nameof(definition)),
    };

    private static LabelPanel Measure(
        LabelDefinition definition, MarketSnapshot history, string bought, int entry, int exit, Func<int, int, LabelReason> judge)
    {
        Panel buy = Price(history, definition, bought);
        Panel sell = Price(history, definition, "close");
        PanelAxes axes = history.Axes;
        Panel values = axes.NewPanel();
        Panel weights = axes.NewPanel();
        weights.Values.Clear();
        var reasons = new LabelReason[axes.Dates.Length * axes.Instruments.Length];
        for (int date = 0; date < axes.Dates.Length; date++)
        {
            for (int column = 0; column < axes.Instruments.Length; column++)
            {
                bool known = date + exit < axes.Dates.Length;
                double value = known ? (sell[date + exit, column] / buy[date + entry, column]) - 1 : double.NaN;
                LabelReason reason =
                    date + entry < axes.Dates.Length ? judge(date + entry, column) : LabelReason.MissingPrice;
                if (reason == LabelReason.Buyable && !double.IsFinite(value))
                    reason = LabelReason.MissingPrice;
                values[date, column] = double.IsFinite(value) ? value : double.NaN;
                weights[date, column] = reason == LabelReason.Buyable ? 1 : 0;
                reasons[(date * axes.Instruments.Length) + column] = reason;
            }
        }

        return new LabelPanel(axes, definition, values, weights, ImmutableCollectionsMarshal.AsImmutableArray(reasons));
    }

    private static Func<int, int, LabelReason> EntryRule(MarketSnapshot history)
    {
        Panel open = Price(history, new OpenToClose(1), "open");
        Panel? suspended = history.Has("suspended") ? history.Field("suspended") : null;
        Func<int, int, bool> locked = LockedUp(history);
        BarRanges bars = history.Bars;
        return (date, column) =>
        {
            if (date < bars.First[column] || date > bars.Last[column] || bars.First[column] < 0)
                return LabelReason.MissingPrice;
            if (double.IsNaN(open[date, column]) || suspended?[date, column] > 0)
                return LabelReason.Suspended;
            return locked(date, column) ? LabelReason.LockedLimitUp : LabelReason.Buyable;
        };
    }

    private static Func<int, int, bool> LockedUp(MarketSnapshot history)
    {
        if (history.Has("raw_low") && history.Has("limit_up"))
        {
            Panel low = history.Field("raw_low");
            Panel limit = history.Field("limit_up");
            return (date, column) => low[date, column] >= limit[date, column];
        }

        if (history.Has("high") && history.Has("low") && history.Has("change"))
        {
            Panel high = history.Field("high");
            Panel low = history.Field("low");
            Panel change = history.Field("change");
            return (date, column) => high[date, column] == low[date, column] && change[date, column] >= LeastLimitUp;
        }

        return (_, _) => false;
    }

    private static Panel Price(MarketSnapshot history, LabelDefinition definition, string field) => history.Has(field)
        ? history.Field(field)
        : throw new InputException(
            "snapshot", field, $"the field {field} for the label {definition}", $"only {string.Join(", ", history.Fields)}", "Import a source that has it.");
}
