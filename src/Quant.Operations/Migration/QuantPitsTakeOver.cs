using System.Text;
using System.Text.Json.Nodes;
using Quant.Operations.Workspaces;
using Quant.Operations.Workspaces.Configuration;

namespace Quant.Operations.Migration;

/// <summary>What taking over a QuantPits workspace would make, and what speaks against it.</summary>
/// <param name="Book">The account.</param>
/// <param name="Files">Every file of the new workspace by its path.</param>
/// <param name="Findings">Where the state files contradict each other.</param>
/// <param name="LeftBehind">What stays in the old folder only.</param>
internal sealed record QuantPitsTakeOver(
    QuantPitsBook Book,
    ImmutableSortedDictionary<string, byte[]> Files,
    ImmutableArray<StateFinding> Findings,
    ImmutableArray<string> LeftBehind)
{
    /// <summary>Where the old files are kept as they are.</summary>
    public const string Archive = "archive/quantpits";

    private const string Flows = "config/cashflow.json";

    /// <summary>Reads and checks; nothing is written.</summary>
    /// <param name="source">The folder of QuantPits, absolute.</param>
    /// <exception cref="InputException">Something in it is not understood.</exception>
    public static QuantPitsTakeOver Plan(string source)
    {
        var folder = new QuantPitsFolder(source);
        var book = QuantPitsBook.Read(folder.BookPath, folder.Read(folder.BookPath));
        ImmutableArray<StateFinding> findings = QuantPitsState.Review(folder, book);
        var files = ImmutableSortedDictionary.CreateBuilder<string, byte[]>(StringComparer.Ordinal);
        foreach (string kept in folder.FilesToKeep())
            files[$"{Archive}/{kept}"] = folder.Read(kept);
        files["config/quant.yaml"] = Settings(book);
        if (!book.Positions.IsEmpty)
            files[OpeningPositions.Path] = OpeningPositions.Write(book.Positions.Select(held => new OpeningPosition(held.Key, held.Value.Shares, held.Value.Cost)));
        if (!book.Strategy.IsEmpty)
            files["config/strategy_config.yaml"] = Strategy(book);
        if (book.Market.Length > 0 || book.Benchmark is not null)
            files["config/model_config.json"] = Universe(book);
        if (folder.Has(Flows))
        {
            RequireFlowsAfter(book, folder.Read(Flows));
            files[Flows] = folder.Read(Flows);
        }

        ImmutableArray<string> left = folder.LeftBehind();
        files[$"{Archive}/TAKEN_OVER.txt"] = Listing(book, files, findings, left);
        return new QuantPitsTakeOver(book, files.ToImmutable(), findings, left);
    }

    private static byte[] Settings(QuantPitsBook book)
    {
        var options = new QuantOptions
        {
            Account = new AccountOptions { Name = Key.IsName(book.Name) ? book.Name : "main", Start = book.Day, InitialCash = book.Cash },
            Data = new DataOptions { Dataset = "main" },
            Execution = new ExecutionOptions { Broker = book.Broker },
        };
        return Encoding.UTF8.GetBytes(ConfigurationText.ToYaml(ConfigurationText.ToJson(options)));
    }

    private static byte[] Strategy(QuantPitsBook book) => Encoding.UTF8.GetBytes(
        $"strategy: {{name: topk_dropout, params: {{{string.Join(", ", book.Strategy.Select(value => $"{value.Key}: {value.Value}"))}}}}}\n");

    private static byte[] Universe(QuantPitsBook book)
    {
        var universe = new JsonObject();
        if (book.Market.Length > 0)
            universe["market"] = book.Market;
        if (book.Benchmark is { } index)
            universe["benchmark"] = index.QlibCode;
        return Encoding.UTF8.GetBytes(universe.ToJsonString() + "\n");
    }

    // A flow of a day that is processed was either booked and not moved, or lost; only its owner knows.
    private static void RequireFlowsAfter(QuantPitsBook book, byte[] content)
    {
        List<ConfigurationError> wrong = [];
        var errors = new ConfigErrors(Flows, wrong);
        ConfigMap map = ConfigText.Parse(content, errors) ?? new ConfigMap(1, 1, []);
        ImmutableSortedDictionary<TradeDate, Money> flows = CashflowFile.Read(ConfigSection.Open(map, "", CashflowFile.Schema, errors));
        if (wrong is [var first, ..])
            throw new InputException(Flows, $"{first.Line} {first.Key}", "dated cash flows", first.Message, "Correct it in a copy of the folder.");
        foreach ((TradeDate day, Money amount) in flows.Where(flow => flow.Key <= book.Day && flow.Value != Money.Zero))
        {
            throw new InputException(
                Flows, $"cashflows.{day}", $"flows after {book.Day} only, the day last processed", $"{amount}",
                "If it is in the cash already, move it to 'processed'; if it is not, date it after that day.");
        }
    }

    private static byte[] Listing(
        QuantPitsBook book, IReadOnlyDictionary<string, byte[]> files, ImmutableArray<StateFinding> findings, ImmutableArray<string> left)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Opening on {book.Day}: cash {book.Cash}, {book.Positions.Count} positions.\n");
        foreach ((InstrumentId instrument, QuantPitsPosition held) in book.Positions)
            text.Append(CultureInfo.InvariantCulture, $"  {instrument} {held.Shares} at a cost of {held.Cost}\n");
        foreach (string note in book.Notes)
            text.Append(note).Append('\n');
        text.Append("\nContradictions that were accepted:\n").AppendJoin('\n', findings.Select(finding => $"  {finding.Sentence}"))
            .Append("\n\nKept as they are, not booked:\n");
        foreach ((string path, byte[] content) in files.Where(file => file.Key.StartsWith(Archive, StringComparison.Ordinal)))
            text.Append(CultureInfo.InvariantCulture, $"  {path} {ContentHash.Of(content).Hex}\n");
        text.Append("\nOnly in the old folder:\n");
        foreach (string path in left)
            text.Append("  ").Append(path).Append('\n');
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
