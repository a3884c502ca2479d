using Quant.Accounting;

namespace Quant.Execution.Protocol;

/// <summary>Gives events ids made from what happened, so that a second document that tells of one gives it the same
/// id.</summary>
/// <remarks>Rows that are equal in everything, such as two partial fills, are numbered within their document.</remarks>
internal sealed class EventIds(string layout)
{
    private readonly Dictionary<string, int> seen = new(StringComparer.Ordinal);

    public AccountEvent Identify(AccountEvent happened)
    {
        string content = string.Join(
            '|', layout, happened.Session, happened.Kind, happened.Category, happened.Instrument?.ToString() ?? "",
            happened.Shares.ToString(CultureInfo.InvariantCulture), happened.Price, happened.Gross, happened.Cash)
            + Further(happened);
        int number = seen[content] = seen.GetValueOrDefault(content) + 1;
        string id = ContentHash.Of([content, number.ToString(CultureInfo.InvariantCulture)]).Brief;
        return happened with { Id = $"{layout}-{happened.Session}-{id}" };
    }

    // Only where there is some, so that ids of before stay what they were.
    private static string Further(AccountEvent happened) =>
        happened is { Currency: null, Into: null, CounterCurrency: null }
            ? ""
            : $"|{happened.Currency}|{happened.Into}|{happened.IntoShares}|{happened.CounterCurrency}|{happened.CounterCash}";
}
