using Quant.Operations.Hosting;

namespace Quant.Cli.Commands;

/// <summary><c>quant doctor</c>.</summary>
internal sealed class DoctorCommand : Verb
{
    public DoctorCommand()
        : base(
            "doctor",
            "Look at the machine and the workspace, and say what is wrong and how to mend it.",
            "quant doctor --workspace my-account") =>
        SetAction((parsed, _) => StageRunner.RunAsync(
            parsed, () => Doctor.Run(SharedOptions.FindWorkspace(parsed), TimeProvider.System)));
}
