namespace Quant.Operations.Tests;

/// <summary>Tests that install a handler of fault points: it is one for the process, so nothing may run beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class UsesFaultPoints
{
    public const string Name = "fault points";
}
