using System.Text.RegularExpressions;
using Quant.Operations.Workspaces;

namespace Quant.Operations.Accounts;

/// <summary>Where the documents of a format lie: a path with <c>{session}</c> once and <c>*</c> in the file's
/// name.</summary>
internal sealed partial class StatementPattern
{
    private readonly string folder;
    private readonly Regex name;

    public StatementPattern(string pattern)
    {
        Text = pattern;
        int slash = pattern.LastIndexOf('/');
        folder = slash < 0 ? "" : pattern[..slash];
        string escaped = Regex.Escape(pattern[(slash + 1)..]).Replace("\\*", ".*", StringComparison.Ordinal)
            .Replace("\\{session}", @"(?<day>\d{4}-\d{2}-\d{2}|\d{8})(?!-?\d)", StringComparison.Ordinal);
        name = new Regex($@"\A{escaped}\z", RegexOptions.CultureInvariant);
    }

    /// <summary>The pattern as written.</summary>
    public string Text { get; }

    /// <summary>The path as it would be for a session, without what <c>*</c> stands for.</summary>
    public string For(TradeDate session) =>
        Text.Replace("{session}", session.ToString(), StringComparison.Ordinal).Replace("*", "", StringComparison.Ordinal);

    /// <summary>Every file that fits, by its path in the workspace, ascending by name.</summary>
    public IEnumerable<(TradeDate Session, string Path)> Files(Workspace workspace)
    {
        string full = folder.Length == 0 ? workspace.Root : workspace.PathOf(folder);
        return
            from file in Directory.Exists(full)
                ? Directory.EnumerateFiles(full).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)
                : Enumerable.Empty<string>()
            let session = SessionOf(file)
            where session is not null && !SeveralDays().IsMatch(file)
            select (session.Value, folder.Length == 0 ? file : $"{folder}/{file}");
    }

    private TradeDate? SessionOf(string file)
    {
        Match match = name.Match(file);
        return match.Success && DateOnly.TryParseExact(
            match.Groups["day"].Value, ["yyyy-MM-dd", "yyyyMMdd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
                ? new TradeDate(day)
                : null;
    }

    [GeneratedRegex(@"\A\d{4}-\d{2}-\d{2}-\d{4}-\d{2}-\d{2}", RegexOptions.CultureInvariant)]
    private static partial Regex SeveralDays();
}
