using System.Text.RegularExpressions;
using Quant.Execution.Protocol;
using Quant.Operations.Workspaces;
using Quant.Orders;

namespace Quant.Operations.Accounts;

/// <summary>The order files of a session, found by exact name; where several sources made orders, <c>ensemble</c>
/// counts.</summary>
internal static partial class FiledOrders
{
    private const string MainSource = "ensemble";

    /// <summary>The orders, sells first; empty if there are none.</summary>
    /// <exception cref="InputException">Several sources made orders and none is <c>ensemble</c>, or a line is no order.
    /// </exception>
    public static ImmutableArray<FiledOrder> Of(Workspace workspace, TradeDate session)
    {
        string folder = workspace.PathOf("output");
        if (!Directory.Exists(folder))
            return [];
        string ending = $"_{session}.csv";
        ImmutableArray<string> sources =
        [
            .. from file in Directory.EnumerateFiles(folder)
               let name = OrderName().Match(Path.GetFileName(file))
               where name.Success && name.Value.EndsWith(ending, StringComparison.Ordinal)
               orderby name.Groups[1].Value
               select name.Groups[1].Value,
        ];
        sources = [.. sources.Distinct()];
        string? source = sources.Contains(MainSource) ? MainSource : sources.Length == 1 ? sources[0] : null;
        if (source is null && !sources.IsEmpty)
        {
            throw new InputException(
                "output", "", $"orders of one source for {session}", string.Join(", ", sources),
                "Delete the order files that are not to be traded.");
        }

        return source is null ? [] : [.. Of(Side.Sell, source), .. Of(Side.Buy, source)];

        ImmutableArray<FiledOrder> Of(Side side, string from)
        {
            string path = $"output/{OrderFile.NameOf(side, from, session)}";
            string full = workspace.PathOf(path);
            return File.Exists(full) ? OrderFile.Read(path, File.ReadAllBytes(full), side, session) : [];
        }
    }

    [GeneratedRegex(@"^(?:buy|sell)_suggestion_(.+)_\d{4}-\d{2}-\d{2}\.csv$", RegexOptions.CultureInvariant)]
    private static partial Regex OrderName();
}
