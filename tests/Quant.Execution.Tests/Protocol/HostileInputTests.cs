using System.Text;
using Quant.Execution.Protocol;
using Quant.Orders;

namespace Quant.Execution.Tests.Protocol;

/// <summary>Broken documents, made by seed: whatever they are, reading ends with a statement or with our own refusal.</summary>
public sealed class HostileInputTests
{
    private const string Statement =
        "event_id,session,kind,instrument,shares,price,gross,commission,stamp_duty,transfer_fee,cash\n" +
        "t1,2024-06-04,buy,600000.SH,100,10.00,1000.00,5.00,0.00,0.01,-1005.01\n" +
        ",2024-06-04,dividend,SZ000001,0,0.50,100.00,0.00,0.00,0.00,100.00\n";

    private const string Orders =
        "instrument,datetime,value,estimated_amount,score,current_close,kind,rank,limit_price,reason\n" +
        "SH600100,2024-06-05,3000,33038.59,0.000000,10.01,primary,1,11.01,\"It ranks 1, \"\"best\"\".\"\n";

    [Fact]
    public void Quant_RefusesBrokenStatements() =>
        Hostile.TryAll(2000, random => new QuantStatement().Read("a.csv", Hostile.Damage(Encoding.UTF8.GetBytes(Statement), random)));

    [Fact]
    public void OrderFile_RefusesBrokenFiles() => Hostile.TryAll(2000, random => OrderFile.Read(
        "a.csv", Hostile.Damage(Encoding.UTF8.GetBytes(Orders), random), Side.Buy, TradeDate.Parse("2024-06-05")));
}
