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
        TryAll(2000, random => new QuantStatement().Read("a.csv", Damage(Encoding.UTF8.GetBytes(Statement), random)));

    [Fact]
    public void OrderFile_RefusesBrokenFiles() => TryAll(2000, random => OrderFile.Read(
        "a.csv", Damage(Encoding.UTF8.GetBytes(Orders), random), Side.Buy, TradeDate.Parse("2024-06-05")));

    private static void TryAll(int cases, Action<Random> read)
    {
        int refused = 0;
        for (int seed = 0; seed < cases; seed++)
        {
            try
            {
                read(new Random(seed));
            }
            catch (InputException)
            {
                refused++;
            }
            catch (Exception wrong) when (wrong is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"Seed {seed}: {wrong}");
            }
        }

        Assert.True(refused > 0);
    }

    private static byte[] Damage(byte[] good, Random random)
    {
        byte[] bad = random.Next(4) == 0 ? good[..random.Next(good.Length)] : [.. good];
        byte[] telling = "0123456789.,-\"'\n\t<>/&=eE"u8.ToArray();
        for (int count = random.Next(1, 6); count > 0 && bad.Length > 0; count--)
            bad[random.Next(bad.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : telling[random.Next(telling.Length)];
        return bad;
    }
}
