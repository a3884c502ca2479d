using System.Text;

namespace Quant.Execution.Protocol;

/// <summary>Writes fields of CSV files that people open in spreadsheets.</summary>
public static class CsvField
{
    /// <summary>A text as a field: quoted where it must be, and never the beginning of a formula.</summary>
    public static string Text(string value)
    {
        string safe = value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + value : value;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0
            ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>Adds a line of fields that are ready to be written.</summary>
    public static StringBuilder AppendFields(this StringBuilder text, params IEnumerable<string> fields) =>
        text.AppendJoin(',', fields).Append('\n');
}
