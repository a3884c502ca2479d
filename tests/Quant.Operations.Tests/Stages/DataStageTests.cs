using System.Text.Json.Nodes;
using Quant.Data;
using Quant.Operations.Stages;
using Quant.Operations.Workspaces;

namespace Quant.Operations.Tests.Stages;

public sealed class DataStageTests : IDisposable
{
    private const string Header = "date,symbol,open,high,low,close,preclose,volume,amount,turnover,adj_factor,limit_up,limit_down,is_st,suspended\n";
    private const string Row = "2024-11-01,600519.SH,10,11,9,10.5,10,1000,10500,0.1,1,11,9,0,0\n";

    private readonly TestFolder folder = new();

    public DataStageTests()
    {
        InitStage.Run(new InitRequest { Target = folder["w"], Template = "demo-cn" });
        folder.With("src/calendars/sessions.csv", "date\n2024-10-31\n2024-11-01\n2024-11-04\n2024-11-05\n").With("src/bars.csv", Header + Row);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Import_TwiceChangesNothing()
    {
        Assert.Equal("DONE", Import().Reason);
        var before = folder.Tree("w");

        Assert.Equal(("UNCHANGED", StageOutcome.Unchanged), (Import().Reason, Import().Outcome));
        Assert.Equal(before, folder.Tree("w"));
    }

    [Fact]
    public void Import_OfOtherBytesForADayIsARevision()
    {
        Import();
        folder.With("src/bars.csv", Header + Row.Replace("10.5,", "10.6,", StringComparison.Ordinal));

        JsonArray revised = Import().Details["revised"]!.AsArray();

        Assert.Equal("2024-11-01", revised.Single()!.GetValue<string>());
        Assert.Equal(2, Show().Details["imports"]!.AsArray().Count);
    }

    [Fact]
    public void Import_DryStoresNothing()
    {
        Assert.StartsWith("Would import 1 sessions", Import(dryRun: true).Message, StringComparison.Ordinal);
        Assert.Equal("DATA_NOT_READY", Show().Reason);
    }

    [Fact]
    public void Import_TakesOnlyTheDaysAskedFor()
    {
        folder.With("src/bars.csv", Header + Row + Row.Replace("2024-11-01", "2024-11-04", StringComparison.Ordinal));

        StageResult result = Import(request => request with { From = TradeDate.Parse("2024-11-02"), To = TradeDate.Parse("2024-11-30") });

        Assert.Equal(1, result.Details["added"]!.GetValue<int>());
        Assert.Equal("2024-11-04", Show().Details["first"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("a day that is no session", "2024-11-02,600519.SH,10,11,9,10.5,10,1000,10500,0.1,1,11,9,0,0\n")]
    [InlineData("a negative price", "2024-11-01,600519.SH,-10,11,9,10.5,10,1000,10500,0.1,1,11,9,0,0\n")]
    [InlineData("a row twice", Row + Row)]
    [InlineData("a broken line", "2024-11-01,600519.SH,10\n")]
    public void Import_RefusesBadRowsAndStoresNothing(string situation, string rows)
    {
        folder.With("src/bars.csv", Header + rows);

        var wrong = Assert.Throws<InputException>(() => Import());

        Assert.Contains("bars.csv:", wrong.Message, StringComparison.Ordinal);
        Assert.True(Show().Reason == "DATA_NOT_READY", situation);
    }

    private StageResult Import(Func<DataImportRequest, DataImportRequest>? change = null, bool dryRun = false)
    {
        using Workspace workspace = Workspace.OpenForWriting(folder["w"], "test");
        var request = new DataImportRequest
        {
            Import = new ImportRequest { Dataset = workspace.Options.Quant.Data.Dataset, Path = folder["src"] },
        };
        return DataStage.Import(Context(workspace, dryRun), change is null ? request : change(request));
    }

    private StageResult Show()
    {
        using Workspace workspace = Workspace.OpenForReading(folder["w"]);
        return DataStage.Show(Context(workspace, dryRun: true), null);
    }

    private static StageContext Context(Workspace workspace, bool dryRun) =>
        new(workspace, TimeProvider.System, new Progress<StageProgress>(), dryRun, 1, CancellationToken.None);
}
