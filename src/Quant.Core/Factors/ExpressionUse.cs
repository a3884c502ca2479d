namespace Quant.Factors;

/// <summary>What an expression is for, which decides whether it may look ahead.</summary>
public enum ExpressionUse
{
    /// <summary>A feature, known at the close of its date: a reference to a later row is refused; the
    /// default.</summary>
    Feature,

    /// <summary>A label, what a model learns to foretell: <c>Ref(x, -1)</c> and other looks ahead are read.</summary>
    Label,
}
