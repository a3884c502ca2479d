using Quant.Labels;

namespace Quant.Operations.Workspaces.Configuration;

/// <summary>A label as text: a word for the usual ones, or the label's own form.</summary>
internal static class LabelText
{
    /// <summary>What may be written.</summary>
    public const string Expected =
        "weekly, daily, 'Ref($close, -EXIT) / Ref($close, -ENTRY) - 1' or 'open_to_close(HORIZON)', in sessions from 1 to 250";

    private const int HorizonMost = 250;

    /// <summary>The label of a frequency.</summary>
    public static LabelDefinition Of(string frequency) => frequency == "day" ? LabelDefinition.Daily : LabelDefinition.Weekly;

    /// <summary>Reads a label, or null.</summary>
    public static LabelDefinition? Parse(string text) => text switch
    {
        "weekly" => LabelDefinition.Weekly,
        "daily" => LabelDefinition.Daily,
        _ when LabelDefinition.TryParse(text, out LabelDefinition? label) && label.HorizonSessions <= HorizonMost => label,
        _ => null,
    };
}
