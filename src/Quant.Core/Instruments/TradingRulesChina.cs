namespace Quant.Instruments;

/// <summary>The rows for China's A-shares.</summary>
/// <remarks>
/// Sources: trading rules of the Shanghai, Shenzhen and Beijing exchanges with their amendments: price limits of
/// 1996-12-16, special treatment of 1998-04-22, first sessions of 2014-06-13, STAR of 2019-07-22, the reformed ChiNext
/// of 2020-08-24, Beijing of 2021-11-15, registration on the main boards of 2023-04-10, and the revision of 2026-07-06
/// after which special treatment no longer narrows the limit.
/// </remarks>
internal static class TradingRulesChina
{
    private static readonly Price Cent = Price.FromDecimal(0.01m);
    private static readonly LotRule Main = new(100, 100, 1_000_000);
    private static readonly LotRule ChiNext = new(100, 100, 300_000);
    private static readonly LotRule Star = new(200, 1, 100_000);
    private static readonly LotRule Beijing = new(100, 1, 1_000_000);
    private static readonly FirstSessionLimit OldFirstSession = new(0.44m, 0.36m);
    private static readonly ImmutableArray<string> ShanghaiMain = ["600", "601", "603", "605"];
    private static readonly ImmutableArray<string> ShenzhenMain = ["000", "001", "002", "003"];
    private static readonly ImmutableArray<string> ChiNextCodes = ["300", "301", "302"];
    private static readonly ImmutableArray<string> StarCodes = ["688", "689"];
    private static readonly ImmutableArray<string> BeijingCodes = ["43", "83", "87", "88", "920"];

    public static ImmutableArray<BoardRule> Rows { get; } =
    [
        .. MainBoard("SH", ShanghaiMain),
        .. MainBoard("SZ", ShenzhenMain),
        Row("chinext", "SZ", ChiNextCodes, "2009-10-30", ChiNext, new(0.10m, 0.05m, 0)),
        Row("chinext", "SZ", ChiNextCodes, "2014-06-13", ChiNext, new(0.10m, 0.05m, 0, OldFirstSession)),
        Row("chinext", "SZ", ChiNextCodes, "2020-08-24", ChiNext, new(0.20m, 0.20m, 5)),
        Row("star", "SH", StarCodes, "2019-07-22", Star, new(0.20m, 0.20m, 5)),
        Row("bse", "BJ", BeijingCodes, "2021-11-15", Beijing, new(0.30m, 0.30m, 1)),
    ];

    private static IEnumerable<BoardRule> MainBoard(string venue, ImmutableArray<string> codes) =>
    [
        Row("main", venue, codes, "1996-12-16", Main, new(0.10m, 0.10m, 0)),
        Row("main", venue, codes, "1998-04-22", Main, new(0.10m, 0.05m, 0)),
        Row("main", venue, codes, "2014-06-13", Main, new(0.10m, 0.05m, 0, OldFirstSession)),
        Row("main", venue, codes, "2023-04-10", Main, new(0.10m, 0.05m, 5)),
        Row("main", venue, codes, "2026-07-06", Main, new(0.10m, 0.10m, 5)),
    ];

    private static BoardRule Row(
        string board, string venue, ImmutableArray<string> codes, string from, LotRule lots, PriceLimitRule limit) =>
        new(board, venue, codes, TradeDate.Parse(from), lots, limit, Cent, SellableAfterSessions: 1);
}
