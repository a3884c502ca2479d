using System.Text;

namespace Quant.Provenance;

/// <summary>How reason codes are written: <c>OutsidePool</c> becomes <c>OUTSIDE_POOL</c>.</summary>
public static class ReasonCode
{
    /// <summary>The code as it stands in files and messages.</summary>
    public static string Text<TReason>(TReason reason)
        where TReason : struct, Enum
    {
        string name = reason.ToString();
        var text = new StringBuilder(name.Length + 8);
        for (int index = 0; index < name.Length; index++)
        {
            if (index > 0 && char.IsAsciiLetterUpper(name[index]))
                text.Append('_');
            text.Append(char.ToUpperInvariant(name[index]));
        }

        return text.ToString();
    }
}
