namespace Quant.Models.Training;

/// <summary>Sessions in a row that a fold's model is tested on.</summary>
/// <param name="Rows">Their rows.</param>
/// <param name="Path">Which path through all sessions the block belongs to, from 0; a walk has one path only.</param>
public readonly record struct TestBlock(RowRange Rows, int Path);
