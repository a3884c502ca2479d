using Quant.Models.Learners;
using Quant.Models.Learners.External;
using Quant.Operations.Processes;

namespace Quant.Operations.Stages;

/// <summary>The learners of a workspace: those built in, the programs that its configuration names, and models that its
/// files hold.</summary>
internal static class WorkspaceLearners
{
    /// <summary>The learners of the workspace that a stage runs in.</summary>
    public static LearnerCatalog Of(StageContext context) => LearnerCatalog.BuiltIn
        .With(new ProcessLearner(new ModelProgram(
            context.Workspace,
            context.Threads > 0 ? context.Threads : Environment.ProcessorCount,
            context.Clock,
            context.Cancellation)))
        .With(new TreeFileLearner(path => SourceFile.Read(context.Workspace, path)));
}
