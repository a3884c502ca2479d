namespace Quant.Labels;

/// <summary>What a model is asked to foresee.</summary>
public abstract record LabelDefinition
{
    /// <summary>The sessions between the decision and the last price that the label needs.</summary>
    /// <remarks>Training leaves this many sessions out before the next segment begins.</remarks>
    public abstract int HorizonSessions { get; }

    /// <summary>Qlib's weekly label: the close of D+6 over the close of D+1, less one.</summary>
    public static LabelDefinition Weekly => new CloseToClose(1, 6);

    /// <summary>Qlib's daily label: the close of D+2 over the close of D+1, less one.</summary>
    public static LabelDefinition Daily => new CloseToClose(1, 2);
}

/// <summary>Close of D+<paramref name="Exit"/> over close of D+<paramref name="Entry"/>, less one, of adjusted prices.</summary>
/// <param name="Entry">Sessions from the decision to the purchase, at least 1.</param>
/// <param name="Exit">Sessions from the decision to the sale, more than <paramref name="Entry"/>.</param>
public sealed record CloseToClose(int Entry, int Exit) : LabelDefinition
{
    /// <inheritdoc/>
    public override int HorizonSessions => Exit;
}

/// <summary>Close of D+<paramref name="Horizon"/> over open of D+1, less one, of adjusted prices.</summary>
/// <param name="Horizon">Sessions from the decision to the sale, at least 1.</param>
public sealed record OpenToClose(int Horizon) : LabelDefinition
{
    /// <inheritdoc/>
    public override int HorizonSessions => Horizon;
}
