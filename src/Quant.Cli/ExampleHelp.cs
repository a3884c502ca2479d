using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Quant.Cli;

/// <summary>Help that ends with the verb's examples.</summary>
/// <param name="usual">The help that comes before them.</param>
internal sealed class ExampleHelp(HelpAction usual) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int code = usual.Invoke(parseResult);
        if (parseResult.CommandResult.Command is Verb { Examples.IsEmpty: false } verb)
        {
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine(verb.Examples.Length == 1 ? "Example:" : "Examples:");
            foreach (string example in verb.Examples)
                output.WriteLine($"  {example}");
            output.WriteLine();
        }

        return code;
    }
}
