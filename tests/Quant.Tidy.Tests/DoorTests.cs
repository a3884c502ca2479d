using System.Reflection;
using System.Runtime.CompilerServices;

namespace Quant.Tidy.Tests;

/// <summary>Faults can be injected only where there is one door; these find a way round it in the compiled code.</summary>
public sealed class DoorTests
{
    public static TheoryData<string, string, string> Doors => new()
    {
        { "files are written by Quant.Storage", "Quant.Storage", "System.IO.File.Write* System.IO.File.Append* System.IO.File.Copy System.IO.File.Move System.IO.File.Replace System.IO.File.Delete System.IO.File.Create* System.IO.File.OpenWrite System.IO.Directory.Delete System.IO.Directory.Move System.IO.Directory.CreateDirectory System.IO.RandomAccess.Write*" },
        { "the environment is read by the command line", "Quant.Cli.SharedOptions", "System.Environment.GetEnvironmentVariable* System.Environment.ExpandEnvironmentVariables" },
        { "time is a TimeProvider", "", "System.DateTime.get_Now System.DateTime.get_UtcNow System.DateTime.get_Today System.DateTimeOffset.get_Now System.DateTimeOffset.get_UtcNow System.Environment.get_TickCount*" },
        { "the one clock is made by the command line", "Quant.Cli", "System.TimeProvider.get_System" },
        { "chance is seeded", "", "System.Random.get_Shared System.Guid.NewGuid System.Guid.CreateVersion7" },
        { "nothing goes to the network", "", "System.Net.Http.* System.Net.Sockets.* System.Net.WebSockets.*" },
        { "where the process stands is nobody's business", "", "System.Environment.get_CurrentDirectory System.Environment.set_CurrentDirectory System.IO.Directory.SetCurrentDirectory System.IO.Directory.GetCurrentDirectory" },
        { "the console belongs to the command line", "Quant.Cli", "System.Console.*" },
        { "processes are started in one place", "Quant.Operations.Processes.ChildProcess", "System.Diagnostics.Process.Start" },
        { "the process is ended by returning", "Quant.Storage.FaultPoint", "System.Environment.Exit System.Environment.FailFast" },
    };

    [Theory]
    [MemberData(nameof(Doors))]
    public void Calls_GoThroughTheDoor(string rule, string door, string banned)
    {
        string[] patterns = banned.Split(' ');
        var around =
            from product in Repository.Products
            from type in product.Assembly.GetTypes()
            where !IsBehind(door, type)
            from method in IntermediateCode.MethodsOf(type)
            from used in IntermediateCode.MembersUsedBy(method)
            let name = $"{used.DeclaringType?.FullName}.{used.Name}"
            where patterns.Any(pattern => pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : name == pattern)
            select $"{IntermediateCode.Outermost(type).FullName}.{method.Name} calls {name}, but {rule}";

        Assert.Empty(around.Distinct());
    }

    [Fact]
    public void Random_IsSeeded()
    {
        ConstructorInfo unseeded = typeof(Random).GetConstructor(Type.EmptyTypes)!;
        var users =
            from product in Repository.Products
            from type in product.Assembly.GetTypes()
            from method in IntermediateCode.MethodsOf(type)
            where IntermediateCode.MembersUsedBy(method).Contains(unseeded)
            select $"{type.FullName}.{method.Name}";

        Assert.Empty(users);
    }

    // A handler that rethrows only cleans up; one with a condition names what it expects.
    [Fact]
    public void Everything_IsCaughtOnlyByTheRunner()
    {
        var catchers =
            from product in Repository.Products
            from type in product.Assembly.GetTypes()
            where IntermediateCode.Outermost(type).FullName != "Quant.Cli.StageRunner" && !typeof(IAsyncStateMachine).IsAssignableFrom(type)
            from method in IntermediateCode.MethodsOf(type)
            from clause in method.GetMethodBody()?.ExceptionHandlingClauses ?? []
            where clause.Flags == ExceptionHandlingClauseOptions.Clause
                && (clause.CatchType == typeof(Exception) || clause.CatchType == typeof(object))
                && !IntermediateCode.Rethrows(method, clause)
            select $"{type.FullName}.{method.Name}";

        Assert.Empty(catchers);
    }

    private static bool IsBehind(string door, Type type)
    {
        string name = IntermediateCode.Outermost(type).FullName ?? "";
        return door.Length > 0 && (name == door || name.StartsWith(door + ".", StringComparison.Ordinal));
    }
}
