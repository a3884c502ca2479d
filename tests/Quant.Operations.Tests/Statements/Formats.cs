using System.Text;
using Quant.Costs;
using Quant.Execution.Protocol;
using Quant.Execution.Statements;
using Quant.Operations.Workspaces.Configuration;

namespace Quant.Operations.Tests.Statements;

/// <summary>The built-in formats, by name, and documents written by hand.</summary>
internal static class Formats
{
    static Formats() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static StatementFormat Named(string name) => StatementFolder.BuiltIn.Single(format => format.Name == name);

    /// <summary>A format from its text, as a file of a workspace would give it; every mistake fails the test.</summary>
    public static StatementFormat Parse(string name, string yaml)
    {
        List<Quant.Operations.Workspaces.ConfigurationError> wrong = [];
        var errors = new ConfigErrors($"config/statements/{name}.yaml", wrong);
        ConfigMap map = ConfigText.Parse(Encoding.UTF8.GetBytes(yaml), errors)!;
        var own = new Dictionary<string, (ConfigMap Map, ConfigErrors Errors)> { [name] = (map, errors) };
        StatementFormat? format = StatementFolder.Resolve(own, wrong).FirstOrDefault(known => known.Name == name);
        Assert.Empty(wrong);
        return format!;
    }

    public static BrokerStatement Read(string format, string origin, byte[] content) => Read(Named(format), origin, content);

    public static BrokerStatement Read(StatementFormat format, string origin, byte[] content) =>
        new EventStatement(format, FeeSchedule.ForMarket("cn", new CommissionRule())).Read(origin, content);

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Gbk(string text) => Encoding.GetEncoding("gb18030").GetBytes(text);
}
