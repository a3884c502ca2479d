using System.CommandLine;
using Quant.Data;
using Quant.Operations.Stages;

namespace Quant.Cli.Commands;

/// <summary><c>quant data</c>.</summary>
internal sealed class DataCommand : Verb
{
    public DataCommand()
        : base("data", "Bring market data in, look at what is there, or take it out.", "quant data show --workspace my-account")
    {
        Subcommands.Add(new ImportCommand());
        Subcommands.Add(new ShowCommand());
        Subcommands.Add(new DataExportCommand());
    }

    private sealed class ImportCommand : Verb
    {
        private readonly Option<string> source = new("--source", "--qlib")
        {
            Description = "A folder of CSV files of daily bars, one such file, or a Qlib data folder, which is used in place.",
            HelpName = "PATH",
            Required = true,
        };

        private readonly Option<string?> dataset = new("--dataset")
        {
            Description = "The name to keep it under; without it that of the configuration.",
            HelpName = "NAME",
        };

        private readonly Option<string?> pattern = new("--pattern")
        {
            Description = "Which files of the folder are daily bars, such as 'cn_csi300_20*.csv.gz'; without it every CSV file.",
            HelpName = "PATTERN",
        };

        private readonly Option<string?> calendar = new("--calendar")
        {
            Description = "The file of trading days; without it the only one in calendars/ of the folder.",
            HelpName = "FILE",
        };

        private readonly Option<string[]> index = new("--index")
        {
            Description = "A file of index bars; repeat for more. Without it those in index/ of the folder.",
            HelpName = "FILE",
        };

        private readonly Option<TradeDate?> from = SharedOptions.Date("--from", "The first day to take.");

        private readonly Option<TradeDate?> to = SharedOptions.Date("--to", "The last day to take.");

        public ImportCommand()
            : base(
                "import",
                "Read and check daily bars and keep every version of them; the same bytes twice change nothing.",
                "quant data import --workspace my-account --source samples/cn_csi300_sample",
                "quant data import --workspace my-account --qlib ~/.qlib/qlib_data/cn_data --dataset qlib_cn")
        {
            foreach (Option option in new Option[] { source, dataset, pattern, calendar, index, from, to, SharedOptions.DryRun })
                Options.Add(option);
            SetAction((parsed, stop) => StageRunner.WriteAsync(
                parsed, context => DataStage.Import(context, Request(parsed, context)), stop));
        }

        private DataImportRequest Request(ParseResult parsed, StageContext context) => new()
        {
            Import = new ImportRequest
            {
                Dataset = parsed.GetValue(dataset) ?? context.Workspace.Options.Quant.Data.Dataset,
                Path = SharedOptions.FullPath(parsed.GetRequiredValue(source)),
                Pattern = parsed.GetValue(pattern),
                Calendar = parsed.GetValue(calendar) is { } file ? SharedOptions.FullPath(file) : null,
                Indexes = [.. (parsed.GetValue(index) ?? []).Select(SharedOptions.FullPath)],
            },
            From = parsed.GetValue(from),
            To = parsed.GetValue(to),
        };
    }

    private sealed class ShowCommand : Verb
    {
        private readonly Option<string?> dataset = new("--dataset")
        {
            Description = "The data set; without it that of the configuration.",
            HelpName = "NAME",
        };

        public ShowCommand()
            : base(
                "show",
                "Tell what a data set holds: sessions, instruments, universes and every import.",
                "quant data show --workspace my-account")
        {
            Options.Add(dataset);
            SetAction((parsed, stop) => StageRunner.ReadAsync(
                parsed, context => DataStage.Show(context, parsed.GetValue(dataset)), stop));
        }
    }
}
