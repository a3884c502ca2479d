using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Quant.Labels;

/// <summary>What a model is asked to foresee.</summary>
/// <remarks>
/// The text form is Qlib's, such as <c>Ref($close,-6)/Ref($close,-1)-1</c>, or <c>open_to_close(5)</c>.
/// </remarks>
public abstract record LabelDefinition
{
    /// <summary>The sessions between the decision and the last price that the label needs.</summary>
    /// <remarks>Training leaves this many sessions out before the next segment begins.</remarks>
    public abstract int HorizonSessions { get; }

    /// <summary>Qlib's weekly label: the close of D+6 over the close of D+1, less one.</summary>
    public static LabelDefinition Weekly => new CloseToClose(1, 6);

    /// <summary>Qlib's daily label: the close of D+2 over the close of D+1, less one.</summary>
    public static LabelDefinition Daily => new CloseToClose(1, 2);

    /// <summary>Reads a definition; spaces do not matter.</summary>
    /// <exception cref="FormatException">It is neither form, or the sale does not follow the purchase.</exception>
    public static LabelDefinition Parse(string text) => TryParse(text, out LabelDefinition? definition)
        ? definition
        : throw new FormatException(
            $"'{text}' is not a label; write Ref($close,-6)/Ref($close,-1)-1 with the later close first, or open_to_close(5).");

    /// <summary>Reads a definition, or says that it could not.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out LabelDefinition? definition)
    {
        string dense = string.Concat((text ?? "").Where(letter => !char.IsWhiteSpace(letter)));
        definition = null;
        if (LabelText.CloseToClose().Match(dense) is { Success: true } closes)
        {
            if (Sessions(closes.Groups["entry"]) is { } entry && Sessions(closes.Groups["exit"]) is { } exit && exit > entry)
                definition = new CloseToClose(entry, exit);
        }
        else if (LabelText.OpenToClose().Match(dense) is { Success: true } open && Sessions(open.Groups["horizon"]) is { } horizon)
        {
            definition = new OpenToClose(horizon);
        }

        return definition is not null;
    }

    private static int? Sessions(Group digits) =>
        int.TryParse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int sessions) && sessions >= 1 ? sessions : null;
}

/// <summary>The forms that a label may be written in.</summary>
internal static partial class LabelText
{
    [GeneratedRegex(
        @"^\(?Ref\(\$close,-(?<exit>\d+)\)/Ref\(\$close,-(?<entry>\d+)\)\)?-1(\.0*)?$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    public static partial Regex CloseToClose();

    [GeneratedRegex(
        @"^open_to_close\((?<horizon>\d+)\)$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    public static partial Regex OpenToClose();
}

/// <summary>
/// Close of D+<paramref name="Exit"/> over close of D+<paramref name="Entry"/>, less one, of adjusted prices.
/// </summary>
/// <param name="Entry">Sessions from the decision to the purchase, at least 1.</param>
/// <param name="Exit">Sessions from the decision to the sale, more than <paramref name="Entry"/>.</param>
public sealed record CloseToClose(int Entry, int Exit) : LabelDefinition
{
    /// <inheritdoc/>
    public override int HorizonSessions => Exit;

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"Ref($close,-{Exit})/Ref($close,-{Entry})-1");
}

/// <summary>Close of D+<paramref name="Horizon"/> over open of D+1, less one, of adjusted prices.</summary>
/// <param name="Horizon">Sessions from the decision to the sale, at least 1.</param>
public sealed record OpenToClose(int Horizon) : LabelDefinition
{
    /// <inheritdoc/>
    public override int HorizonSessions => Horizon;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"open_to_close({Horizon})");
}
