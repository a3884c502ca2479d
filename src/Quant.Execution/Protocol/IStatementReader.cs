namespace Quant.Execution.Protocol;

/// <summary>Reads the statements of one layout. Implement it for a broker that is not built in.</summary>
public interface IStatementReader
{
    /// <summary>The layout's name, as configuration has it.</summary>
    string Layout { get; }

    /// <summary>Reads a whole document.</summary>
    /// <param name="origin">The document's name, for messages.</param>
    /// <param name="content">Its bytes.</param>
    /// <exception cref="InputException">A cell is not what it must be, or a row that moves money or shares is not
    /// understood.</exception>
    BrokerStatement Read(string origin, ReadOnlyMemory<byte> content);
}
