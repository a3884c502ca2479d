namespace Quant.Preprocessing;

/// <summary>What a class of processors does.</summary>
internal abstract class ProcessorStep(ProcessorSpec spec)
{
    public ProcessorSpec Spec { get; } = spec;

    /// <summary>Learns from a training window; a step that learns nothing gives empty lists.</summary>
    public virtual FittedProcessor Fit(FeatureBlock window) => new(Spec, [], []);

    /// <summary>Changes the features in place.</summary>
    public abstract void Apply(FeatureBlock block, FittedProcessor fitted);
}
