using System.Text.RegularExpressions;
using Quant.Labels;

namespace Quant.Operations.Workspaces.Configuration;

/// <summary>A label as text: two words and the two expressions that are built in.</summary>
internal static partial class LabelText
{
    /// <summary>What may be written.</summary>
    public const string Expected =
        "weekly, daily, 'Ref($close, -EXIT) / Ref($close, -ENTRY) - 1' or 'Ref($close, -HORIZON) / Ref($open, -1) - 1' with steps from 1 to 250";

    /// <summary>The label of a frequency.</summary>
    public static LabelDefinition Of(string frequency) => frequency == "day" ? LabelDefinition.Daily : LabelDefinition.Weekly;

    /// <summary>Reads a label, or null.</summary>
    public static LabelDefinition? Parse(string text)
    {
        if (text.Equals("weekly", StringComparison.OrdinalIgnoreCase))
            return LabelDefinition.Weekly;
        if (text.Equals("daily", StringComparison.OrdinalIgnoreCase))
            return LabelDefinition.Daily;
        Match match = Expression().Match(text);
        if (!match.Success || !Step(match.Groups["exit"], out int exit) || !Step(match.Groups["entry"], out int entry))
            return null;
        return match.Groups["price"].Value switch
        {
            "close" when exit > entry => new CloseToClose(entry, exit),
            "open" when entry == 1 => new OpenToClose(exit),
            _ => null,
        };
    }

    /// <summary>The label's text, which <see cref="Parse"/> reads back.</summary>
    public static string Write(LabelDefinition label) => label switch
    {
        CloseToClose close => string.Create(
            CultureInfo.InvariantCulture, $"Ref($close, -{close.Exit}) / Ref($close, -{close.Entry}) - 1"),
        OpenToClose open => string.Create(CultureInfo.InvariantCulture, $"Ref($close, -{open.Horizon}) / Ref($open, -1) - 1"),
        _ => throw new ArgumentException($"{label.GetType().Name} has no text.", nameof(label)),
    };

    private static bool Step(Group group, out int step) =>
        int.TryParse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out step) && step is >= 1 and <= 250;

    [GeneratedRegex(
        @"\A\s*Ref\(\s*\$close\s*,\s*-(?<exit>[0-9]{1,3})\s*\)\s*/\s*Ref\(\s*\$(?<price>close|open)\s*,\s*-(?<entry>[0-9]{1,3})\s*\)\s*-\s*1\s*\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Expression();
}
