using System.Text;
using Quant.Storage;

namespace Quant.Operations.Simulation;

/// <summary>What is wrong with a document as it was delivered.</summary>
internal enum DocumentFlaw
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is not there yet.</summary>
    Late,

    /// <summary>The last rows are missing and nothing shows it.</summary>
    Half,

    /// <summary>It ends within a row.</summary>
    Torn,

    /// <summary>It is the document of the session before under this session's name.</summary>
    OtherDay,

    /// <summary>It tells again of a trade that another document tells of.</summary>
    Twice,
}

/// <summary>A document of the simulated broker.</summary>
/// <param name="Session">The session that it is of.</param>
/// <param name="Path">Its path in the workspace.</param>
/// <param name="Whole">Every row that it should have.</param>
/// <param name="Delivered">The rows that it has.</param>
/// <param name="Flaw">What is wrong with it.</param>
internal sealed record SimulatedDocument(
    TradeDate Session, string Path, ImmutableArray<BrokerRow> Whole, ImmutableArray<BrokerRow> Delivered, DocumentFlaw Flaw);

/// <summary>Delivers the simulated broker's statements: whole, in parts, twice, late, half, torn or mixed up, in one of
/// several encodings and separators.</summary>
internal sealed class StatementDesk
{
    private const string Header = "日期|证券代码|业务名称|成交价格|成交数量|成交金额|印花税|过户费|发生金额|流水号";
    private readonly string root;
    private readonly Chance chance;
    private readonly SortedDictionary<string, SimulatedDocument> documents = new(StringComparer.Ordinal);
    private readonly char separator;
    private readonly Encoding encoding;

    static StatementDesk() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public StatementDesk(int seed, string root)
    {
        this.root = root;
        chance = new Chance(seed, "documents");
        separator = chance.OneOf([',', '\t', ';']);
        encoding = chance.OneOf<Encoding>([new UTF8Encoding(false), new UTF8Encoding(true), Encoding.GetEncoding("gb18030")]);
    }

    /// <summary>Every document, by path.</summary>
    public IEnumerable<SimulatedDocument> Documents => documents.Values;

    /// <summary>The format of the documents, as a user would describe it.</summary>
    public static string Format => """
        extends: china
        broker: house
        content: events
        files: ["inbox/{session}-trades*"]
        columns:
          date: 日期
          code: 证券代码
          category: 业务名称
          price: 成交价格
          shares: 成交数量
          gross: 成交金额
          cash: 发生金额
          id: 流水号
        optional_columns: {stamp_duty: 印花税, transfer_fee: 过户费}
        """;

    /// <summary>Delivers the documents of a session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="rows">Everything that they are to tell.</param>
    /// <param name="isCalm">Whether all of it arrives as it should.</param>
    /// <returns>What is wrong with them.</returns>
    public DocumentFlaw Deliver(TradeDate session, ImmutableArray<BrokerRow> rows, bool isCalm)
    {
        rows = chance.Shuffled(rows);
        string path = $"inbox/{session}-trades.csv";
        double drawn = isCalm ? 1 : chance.Between(0, 999) / 1000.0;
        if (drawn < 0.05 && rows.Length > 1)
        {
            int cut = chance.Between(1, rows.Length - 1);
            Put(new SimulatedDocument(session, path, rows[..cut], rows[..cut], DocumentFlaw.None));
            string second = $"inbox/{session}-trades-2.csv";
            Put(new SimulatedDocument(session, second, rows[cut..], rows[cut..], DocumentFlaw.None));
            return DocumentFlaw.None;
        }

        DocumentFlaw flaw = FlawOf(session, drawn, rows);
        var document = new SimulatedDocument(session, path, rows, rows, flaw);
        if (flaw == DocumentFlaw.Half)
            document = document with { Delivered = rows[..chance.Between(0, rows.Length - 1)] };
        else if (flaw == DocumentFlaw.Twice)
            Put(new SimulatedDocument(session, $"inbox/{session}-trades-again.csv", [], [rows.First(row => row.IsTrade)], flaw));
        Put(flaw == DocumentFlaw.Twice ? document with { Flaw = DocumentFlaw.None } : document);
        if (drawn is >= 0.05 and < 0.09)
            DurableFile.Write(Full($"inbox/{session}-trades-copy.csv"), BytesOf(document));
        return flaw;
    }

    /// <summary>Delivers again, and rightly, what was late or half in earlier sessions.</summary>
    public void MendEarlier(TradeDate session)
    {
        foreach (SimulatedDocument document in documents.Values.Where(document => document.Session < session).ToArray())
            Mend(document);
    }

    /// <summary>Delivers again, and rightly, what of some sessions was wrong but for being late.</summary>
    /// <returns>Whether anything was.</returns>
    public bool MendWrong(TradeDate after, TradeDate upTo)
    {
        SimulatedDocument[] wrong =
        [
            .. documents.Values.Where(document => document.Session > after && document.Session <= upTo
                && document.Flaw is not (DocumentFlaw.None or DocumentFlaw.Late)),
        ];
        foreach (SimulatedDocument document in wrong)
            Mend(document);
        return wrong.Length > 0;
    }

    /// <summary>Puts a corrected document in the place of one.</summary>
    public void Replace(SimulatedDocument document, ImmutableArray<BrokerRow> rows) =>
        Put(document with { Whole = rows, Delivered = rows });

    private DocumentFlaw FlawOf(TradeDate session, double drawn, ImmutableArray<BrokerRow> rows)
    {
        bool hasBefore = documents.Values.Any(document => document.Session < session && document.Delivered.Length > 0);
        return drawn switch
        {
            >= 0.10 and < 0.14 => DocumentFlaw.Late,
            >= 0.14 and < 0.20 when rows.Length > 0 => DocumentFlaw.Half,
            >= 0.20 and < 0.24 when rows.Length > 0 => DocumentFlaw.Torn,
            >= 0.24 and < 0.27 when hasBefore => DocumentFlaw.OtherDay,
            >= 0.27 and < 0.30 when rows.Length > 1 && rows.Any(row => row.IsTrade) => DocumentFlaw.Twice,
            _ => DocumentFlaw.None,
        };
    }

    private void Mend(SimulatedDocument document)
    {
        if (document.Flaw == DocumentFlaw.Twice)
        {
            DurableFile.Delete(Full(document.Path));
            documents.Remove(document.Path);
        }
        else if (document.Flaw != DocumentFlaw.None)
        {
            Put(document with { Delivered = document.Whole, Flaw = DocumentFlaw.None });
        }
    }

    private void Put(SimulatedDocument document)
    {
        documents[document.Path] = document;
        if (document.Flaw != DocumentFlaw.Late)
            DurableFile.Write(Full(document.Path), BytesOf(document));
    }

    private byte[] BytesOf(SimulatedDocument document)
    {
        SimulatedDocument told = document.Flaw == DocumentFlaw.OtherDay
            ? documents.Values.Last(other => other.Session < document.Session && other.Delivered.Length > 0)
            : document;
        var text = new StringBuilder(Header.Replace('|', separator)).Append('\n');
        foreach (BrokerRow row in told.Delivered)
            text.AppendJoin(separator, FieldsOf(told.Session, row)).Append('\n');
        string whole = text.ToString();
        if (document.Flaw == DocumentFlaw.Torn)
            whole = whole[..(whole.LastIndexOf('\n', whole.Length - 2) + chance.Between(2, 9))];
        return [.. encoding.GetPreamble(), .. encoding.GetBytes(whole)];
    }

    private static string[] FieldsOf(TradeDate session, BrokerRow row) =>
    [
        session.ToString(),
        row.Instrument?.Symbol ?? "",
        row.Word,
        row.Price.ToString(),
        row.Shares.ToString(CultureInfo.InvariantCulture),
        row.Gross.ToString(),
        row.Fees.StampDuty.ToString(),
        row.Fees.TransferFee.ToString(),
        row.Cash.ToString(),
        row.Number,
    ];

    private string Full(string path) => Path.Combine(root, path);
}
