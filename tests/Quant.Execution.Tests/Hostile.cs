namespace Quant;

/// <summary>Feeds a reader damaged documents: it reads them or refuses them, and nothing else.</summary>
internal static class Hostile
{
    /// <summary>Reads as many documents as seeds; some of them must be refused.</summary>
    public static void TryAll(int cases, Action<Random> read)
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

    /// <summary>A document cut short or with some bytes changed, mostly to those that mean something.</summary>
    public static byte[] Damage(byte[] good, Random random)
    {
        byte[] bad = random.Next(4) == 0 ? good[..random.Next(good.Length)] : [.. good];
        byte[] telling = "0123456789.,-\"'\n\t<>/&=eE"u8.ToArray();
        for (int count = random.Next(1, 6); count > 0 && bad.Length > 0; count--)
            bad[random.Next(bad.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : telling[random.Next(telling.Length)];
        return bad;
    }
}
