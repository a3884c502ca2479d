using Quant.Operations.Stages;

namespace Quant.Cli.Commands;

/// <summary><c>quant demo</c>.</summary>
internal sealed class DemoCommand : Verb
{
    private static readonly string Sample = Path.Combine(AppContext.BaseDirectory, "samples", "cn_csi300_sample");

    public DemoCommand()
        : base(
            "demo",
            "Make a workspace from the bundled A-share data and live through eight weeks of 2024 in it.",
            "quant demo --workspace demo") =>
        SetAction((parsed, stop) => StageRunner.RunAsync(parsed, () => ProgressDisplay.Show(progress => DemoStage.Run(new DemoRequest
        {
            Target = SharedOptions.RequireWorkspace(parsed),
            Sample = Sample,
            Clock = TimeProvider.System,
            Threads = parsed.GetValue(SharedOptions.Threads),
            Say = parsed.GetValue(SharedOptions.Json) ? Console.Error.WriteLine : Console.Out.WriteLine,
            Progress = progress,
            Cancellation = stop,
        }))));
}
