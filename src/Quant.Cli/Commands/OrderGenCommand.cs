using System.CommandLine;
using Quant.Operations.Stages;

namespace Quant.Cli.Commands;

/// <summary><c>quant order-gen</c>.</summary>
internal sealed class OrderGenCommand : Verb
{
    private readonly Option<string?> combo = new("--combo")
    {
        Description = "Make orders from this combination; without any choice, from the default one.",
        HelpName = "NAME",
    };

    private readonly Option<string?> model = new("--model")
    {
        Description = "Make orders from one model of the registry.",
        HelpName = "NAME",
    };

    private readonly Option<string?> file = new("--prediction-file")
    {
        Description = "Make orders from any file of scores, which another program may have written.",
        HelpName = "FILE",
    };

    private readonly Option<TradeDate?> date = SharedOptions.Session();

    public OrderGenCommand()
        : base(
            "order-gen",
            "Make the orders of the next session from signal, positions and cash, and say why of each line.",
            "quant order-gen --workspace my-account",
            "quant order-gen --workspace my-account --combo tilt --dry-run")
    {
        foreach (Option option in new Option[] { combo, model, file, date, SharedOptions.DryRun })
            Options.Add(option);
        SetAction((parsed, stop) => StageRunner.WriteAsync(parsed, context => OrderStage.Run(context, Request(parsed)), stop));
    }

    private OrderRequest Request(ParseResult parsed)
    {
        var request = new OrderRequest
        {
            Combo = parsed.GetValue(combo),
            Model = parsed.GetValue(model),
            PredictionFile = parsed.GetValue(file) is { } path ? SharedOptions.FullPath(path) : null,
            Anchor = parsed.GetValue(date),
        };
        return new[] { request.Combo, request.Model, request.PredictionFile }.Count(choice => choice is not null) > 1
            ? throw new UsageException("Give one of --combo, --model and --prediction-file.")
            : request;
    }
}
