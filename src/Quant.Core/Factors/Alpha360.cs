namespace Quant.Factors;

/// <summary>Writes the 360 expressions of Qlib's Alpha360, in the order of its columns.</summary>
internal static class Alpha360
{
    private const int Days = 60;

    public static IEnumerable<FactorDefinition> Definitions()
    {
        foreach (string field in (string[])["close", "open", "high", "low", "vwap"])
        {
            foreach (FactorDefinition definition in Past(field, "$close"))
                yield return definition;
        }

        foreach (FactorDefinition definition in Past("volume", "($volume+1e-12)"))
            yield return definition;
    }

    private static IEnumerable<FactorDefinition> Past(string field, string scale)
    {
        for (int age = Days - 1; age >= 0; age--)
        {
            string rows = age.ToString(CultureInfo.InvariantCulture);
            string value = age == 0 ? $"${field}" : $"Ref(${field}, {rows})";
            yield return new FactorDefinition($"{field.ToUpperInvariant()}{rows}", $"{value}/{scale}") { Category = "past" };
        }
    }
}
