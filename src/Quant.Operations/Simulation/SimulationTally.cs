namespace Quant.Operations.Simulation;

/// <summary>Counts what happened in simulated worlds, so that nobody takes a quiet one for a proof.</summary>
internal sealed class SimulationTally
{
    private readonly SortedDictionary<string, long> counts = new(StringComparer.Ordinal);

    /// <summary>The counts, ascending by name.</summary>
    public IEnumerable<KeyValuePair<string, long>> Counts => counts;

    /// <summary>Counts one more, or several.</summary>
    public void Add(string name, long more = 1) => counts[name] = counts.GetValueOrDefault(name) + more;
}
