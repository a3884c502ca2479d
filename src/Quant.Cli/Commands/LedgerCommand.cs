using System.CommandLine;
using Quant.Operations.Stages;

namespace Quant.Cli.Commands;

/// <summary><c>quant ledger</c>.</summary>
internal sealed class LedgerCommand : Verb
{
    public LedgerCommand()
        : base("ledger", "Look at the book, prove it, or take it elsewhere.", "quant ledger verify --workspace my-account")
    {
        Subcommands.Add(new ShowCommand());
        Subcommands.Add(new VerifyCommand());
        Subcommands.Add(new ReplayCommand());
        Subcommands.Add(new CurrenciesCommand());
        Subcommands.Add(new ExportCommand());
    }

    private sealed class ShowCommand : Verb
    {
        private readonly Option<TradeDate?> from = SharedOptions.Date("--from", "The first session to list.");

        private readonly Option<TradeDate?> to = SharedOptions.Date("--to", "The last session to list.");

        private readonly Option<string> account = new("--account")
        {
            Description = "Only entries with a leg on an account that begins so, such as 'Assets:Positions:600519.SH'.",
            HelpName = "ACCOUNT",
            DefaultValueFactory = _ => "",
        };

        private readonly Option<int> last = new("--last")
        {
            Description = "The most entries to list, the newest of them.",
            HelpName = "N",
            DefaultValueFactory = _ => 50,
        };

        public ShowCommand()
            : base(
                "show",
                "List the entries of the journal with their legs, the oldest first.",
                "quant ledger show --workspace my-account --last 10",
                "quant ledger show --workspace my-account --from 2024-12-01 --account Income:Dividends")
        {
            last.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int>() < 1)
                    result.AddError("--last: expected a whole number of at least 1.");
            });
            foreach (Option option in new Option[] { from, to, account, last })
                Options.Add(option);
            SetAction((parsed, stop) => StageRunner.ReadAsync(
                parsed,
                context => LedgerStage.Show(context, new LedgerShowRequest
                {
                    From = parsed.GetValue(from),
                    To = parsed.GetValue(to),
                    Account = parsed.GetValue(account) ?? "",
                    Last = parsed.GetValue(last),
                }),
                stop));
        }
    }

    private sealed class VerifyCommand : Verb
    {
        public VerifyCommand()
            : base(
                "verify",
                "Read the whole book again: every entry balances, the chain holds, and replay gives every stored session.",
                "quant ledger verify --workspace my-account") =>
            SetAction((parsed, stop) => StageRunner.ReadAsync(parsed, LedgerStage.Verify, stop));
    }

    private sealed class ReplayCommand : Verb
    {
        private readonly Option<TradeDate?> date =
            SharedOptions.Date("--date", "The session to stand at the close of; without it the last one booked.");

        public ReplayCommand()
            : base(
                "replay",
                "Make the balances of a session anew from the entries alone.",
                "quant ledger replay --workspace my-account --date 2024-12-20")
        {
            Options.Add(date);
            SetAction((parsed, stop) => StageRunner.ReadAsync(
                parsed, context => LedgerStage.Replay(context, parsed.GetValue(date)), stop));
        }
    }

    private sealed class CurrenciesCommand : Verb
    {
        private readonly Option<TradeDate?> date =
            SharedOptions.Date("--date", "The session to stand at the close of; without it the last one booked.");

        public CurrenciesCommand()
            : base(
                "currencies",
                "Show cash, cost, value and gains by currency, and what all is worth in the book's own.",
                "quant ledger currencies --workspace my-account")
        {
            Options.Add(date);
            SetAction((parsed, stop) => StageRunner.ReadAsync(
                parsed, context => LedgerStage.Currencies(context, parsed.GetValue(date)), stop));
        }
    }

    private sealed class ExportCommand : Verb
    {
        private readonly Option<string> format = new("--format")
        {
            Description = "The form: csv, a line a leg, or beancount, plain-text accounting.",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => "csv",
        };

        private readonly Option<string> output = new("--output", "-o")
        {
            Description = "The file to write; one that is there is replaced. In the workspace only below output/.",
            HelpName = "FILE",
            Required = true,
        };

        public ExportCommand()
            : base(
                "export",
                "Write the journal as text for other programs.",
                "quant ledger export --workspace my-account --format beancount --output book.beancount")
        {
            format.AcceptOnlyFromAmong([.. LedgerStage.Formats]);
            Options.Add(format);
            Options.Add(output);
            Options.Add(SharedOptions.DryRun);
            SetAction((parsed, stop) => StageRunner.ReadAsync(
                parsed,
                context => LedgerStage.Export(
                    context,
                    parsed.GetRequiredValue(format),
                    SharedOptions.FullPath(parsed.GetRequiredValue(output)),
                    parsed.GetValue(SharedOptions.DryRun)),
                stop));
        }
    }
}
