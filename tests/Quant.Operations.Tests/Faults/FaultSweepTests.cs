using Quant.Data;
using Quant.Operations.Accounts;
using Quant.Operations.Stages;
using Quant.Operations.Tests.Accounts;
using Quant.Operations.Tests.Migration;
using Quant.Operations.Tests.Stages;
using Quant.Operations.Workspaces;

namespace Quant.Operations.Tests.Faults;

/// <summary>Every verb that keeps state, against every kind of fault, at the places of its run.</summary>
[Collection(UsesFaultPoints.Name)]
public sealed class FaultSweepTests : IDisposable
{
    private const int Places = 7;
    private const int PlacesOfTraining = 2;
    private readonly TestFolder folder = new();
    private readonly List<IDisposable> made = [];

    public static TheoryData<string, DiskFault> Cases
    {
        get
        {
            var cases = new TheoryData<string, DiskFault>();
            foreach (string verb in (string[])["import", "post-trade", "post-trade --correction", "reconcile", "reconcile --adjust", "order-gen", "train", "init --from-quantpits"])
            {
                foreach (DiskFault fault in Enum.GetValues<DiskFault>())
                    cases.Add(verb, fault);
            }

            return cases;
        }
    }

    public void Dispose()
    {
        foreach (IDisposable thing in made)
            thing.Dispose();
        folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AFault_LeavesTheOldOrTheNew_AndTheSameRunCompletes(string verb, DiskFault fault)
    {
        // A decision about a break is one transaction of the database and writes no file.
        bool isTransaction = verb == "reconcile --adjust" && fault is not (DiskFault.End or DiskFault.NoSpace);
        if (isTransaction)
            return;

        int places = FaultSweep.Run(Prepared(verb), fault, verb == "train" ? PlacesOfTraining : Places);

        Assert.True(places >= (verb == "reconcile --adjust" ? 3 : 1), $"{places} places");
    }

    private SweptVerb Prepared(string verb) => verb switch
    {
        "import" => Import(),
        "train" => Training(),
        "init --from-quantpits" => TakeOver(),
        _ => Trading(verb),
    };

    private SweptVerb Trading(string verb)
    {
        bool isCorrection = verb == "post-trade --correction";
        var workspace = new TradingWorkspace(isCorrection ? "execution: {broker: gtja}" : "");
        made.Add(workspace);
        workspace.Write("config/cashflow.json", """{"cashflows":{"2024-06-05":-100}}""");
        Prepare(workspace, verb, isCorrection);
        int today = workspace.Today;
        return new SweptVerb(workspace.Root, root => TradingWorkspace.At(root, today, copy => verb switch
        {
            "post-trade" => copy.PostTrade(),
            "post-trade --correction" => copy.PostTrade(new PostTradeRequest { Corrections = ["data/2024-06-04-table.xlsx"] }),
            "reconcile" => copy.Reconcile(),
            "reconcile --adjust" => Adjust(copy),
            _ => copy.OrderGen(),
        }))
        {
            Ends = verb == "reconcile" ? "OPEN_BREAKS" : "DONE",
        };
    }

    private static void Prepare(TradingWorkspace workspace, string verb, bool isCorrection)
    {
        object?[] header = ["交收日期", "证券代码", "交易类别", "成交价格", "成交数量", "成交金额", "资金发生数"];
        object?[] bought = ["20240604", "600100", "上海A股普通股票竞价买入", 10.0, 300, 3000.0, -3005.03];
        object?[] dearer = ["20240604", "600100", "上海A股普通股票竞价买入", 10.1, 300, 3030.0, -3035.03];
        if (isCorrection)
            workspace.WriteBytes("data/2024-06-04-table.xlsx", SheetWriter.Write(header, bought));
        workspace.PostTrade();
        workspace.Score("ABCDEFGH");
        Sheet(workspace, "100000.00");
        if (verb is "reconcile --adjust")
            workspace.Reconcile();
        if (isCorrection)
        {
            workspace.WriteBytes("data/2024-06-04-table.xlsx", SheetWriter.Write(header, dearer));
            workspace.WriteBytes("data/2024-06-05-table.xlsx", SheetWriter.Write(header));
            workspace.Today = 2;
        }
        else if (verb == "post-trade")
        {
            workspace.OrderGen();
            workspace.Today = 2;
        }
        else if (verb == "reconcile")
        {
            // What is compared the first time is not what was made for the first time.
            workspace.Reconcile();
            Sheet(workspace, "99990.00");
        }
        else if (verb == "order-gen")
        {
            workspace.InBook(database => new Quant.Execution.Books.LedgerStore(database).Breaks.Open());
        }
    }

    private static void Sheet(TradingWorkspace workspace, string cash) => workspace.Write(
        "inbox/2024-06-04-account.csv",
        $"session,item,instrument,total,available,frozen\n2024-06-04,cash,,{cash},{cash},0.00\n2024-06-04,position,600999.SH,100,100,0\n");

    private static StageResult Adjust(TradingWorkspace workspace)
    {
        string id = workspace.InBook(database => new Quant.Execution.Books.LedgerStore(database).Breaks.Breaks())
            .Single(found => found.Difference.Instrument is not null).Id;
        return workspace.Decide(new BreakDecisionRequest { Break = id, Accepted = true, Adjusts = true, By = "anna", Note = "ticket 17" });
    }

    private SweptVerb Import()
    {
        const string Header = "date,symbol,open,high,low,close,preclose,volume,amount,turnover,adj_factor,limit_up,limit_down,is_st,suspended\n";
        const string Row = "2024-11-01,600519.SH,10,11,9,10.5,10,1000,10500,0.1,1,11,9,0,0\n";
        InitStage.Run(new InitRequest { Target = folder["w"], Template = "demo-cn" });
        folder.With("src/calendars/sessions.csv", "date\n2024-10-31\n2024-11-01\n2024-11-04\n2024-11-05\n").With("src/bars.csv", Header + Row);
        StageResult Run(string root)
        {
            using Workspace workspace = Workspace.OpenForWriting(root, "data import");
            return DataStage.Import(ContextOf(workspace), new DataImportRequest
            {
                Import = new ImportRequest { Dataset = workspace.Options.Quant.Data.Dataset, Path = folder["src"] },
            });
        }

        Run(folder["w"]);
        folder.With("src/bars.csv", Header + Row + Row.Replace("2024-11-01", "2024-11-04", StringComparison.Ordinal));
        return new SweptVerb(folder["w"], Run);
    }

    // A training keeps how far it is after each fit, so a file of its has more than two contents.
    private SweptVerb Training()
    {
        var workspace = new SyntheticWorkspace();
        made.Add(workspace);
        return new SweptVerb(workspace.Root, root =>
        {
            using Workspace opened = Workspace.OpenForWriting(root, "train");
            return TrainStage.Run(ContextOf(opened), new TrainRequest { Resume = true });
        })
        {
            IsOneChange = false,
        };
    }

    private SweptVerb TakeOver()
    {
        QuantPitsTests.Leave(folder);
        Directory.CreateDirectory(folder["empty"]);
        return new SweptVerb(folder["empty"], root => InitStage.Run(new InitRequest
        {
            Target = Path.Combine(root, "account"), FromQuantPits = folder["old"],
        }));
    }

    private static StageContext ContextOf(Workspace workspace) =>
        new(workspace, TimeProvider.System, new Progress<StageProgress>(), DryRun: false, Threads: 1, CancellationToken.None);
}
