using System.Text;
using Quant.Factors;

namespace Quant.Operations.Stages;

/// <summary>Reads a file of expressions: a name, a tab and the expression on each line.</summary>
internal static class ExpressionFile
{
    private const int MostBytes = 64 << 20;

    /// <summary>The expressions that can be read, and what is wrong with the others, one line each.</summary>
    /// <remarks>A first line <c>name⇥expression</c> is a header; blank lines and those that begin with <c>#</c> are
    /// skipped.</remarks>
    /// <exception cref="InputException">The file cannot be read, a line has no tab, or a name is there
    /// twice.</exception>
    public static (ImmutableArray<FactorDefinition> Definitions, ImmutableArray<string> Wrong) Read(
        string path, ExpressionDialect dialect, ExpressionUse use = ExpressionUse.Feature)
    {
        var definitions = ImmutableArray.CreateBuilder<FactorDefinition>();
        var wrong = ImmutableArray.CreateBuilder<string>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        int line = 0;
        foreach (string text in Text(path).Split('\n'))
        {
            line++;
            string row = text.TrimEnd('\r');
            if (string.IsNullOrWhiteSpace(row) || row.StartsWith('#') || (line == 1 && row == "name\texpression"))
                continue;
            (string name, string expression) = Parts(path, line, row);
            if (!lines.TryAdd(name, line))
                throw Malformed(path, line, "a name that is not there yet", $"'{name}' as in line {lines[name]}");
            try
            {
                _ = FactorExpression.Parse(expression, dialect, use);
                definitions.Add(new FactorDefinition(name, expression));
            }
            catch (ExpressionException mistake)
            {
                wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{path}:{line}: {name}: {mistake.Message}"));
            }
        }

        return (definitions.DrainToImmutable(), wrong.DrainToImmutable());
    }

    private static (string Name, string Expression) Parts(string path, int line, string row)
    {
        int tab = row.IndexOf('\t', StringComparison.Ordinal);
        string name = tab < 0 ? "" : row[..tab].Trim();
        string expression = tab < 0 ? "" : row[(tab + 1)..].Trim();
        return name.Length > 0 && expression.Length > 0
            ? (name, expression)
            : throw Malformed(path, line, "a name, a tab and an expression", tab < 0 ? "no tab" : "one of them empty");
    }

    private static string Text(string path)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            if (bytes.Length > MostBytes)
                throw new InputException(path, "", $"at most {MostBytes} bytes", $"{bytes.Length}", "Split the file.");
            string text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true)
                .GetString(bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes.AsSpan(3) : bytes);
            return !text.Contains('\0', StringComparison.Ordinal)
                ? text
                : throw new InputException(path, "", "text", "a NUL byte", "Get the file again.");
        }
        catch (SystemException wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new InputException(
                path, "", "a file that can be read", wrong.Message, "Check the path and its permissions.");
        }
        catch (DecoderFallbackException)
        {
            throw new InputException(path, "", "text in UTF-8", "bytes that are not", "Save the file as UTF-8.");
        }
    }

    private static InputException Malformed(string path, int line, string expected, string found) => new(
        path, line.ToString(CultureInfo.InvariantCulture), expected, found, "Correct the line.");
}
