namespace Quant.Storage;

/// <summary>
/// Marks each step at which a process may die or a disk may fail, so that tests can make it happen there.
/// </summary>
/// <remarks>Without a handler a mark costs one field test. The product installs one only where it simulates whole
/// days.</remarks>
public static class FaultPoint
{
    private static Action<string>? handler;

    /// <summary>Says that the step of this name is about to happen.</summary>
    public static void At(string name) => handler?.Invoke(name);

    /// <summary>Installs what a test or a simulation wants to happen at the marks: record, throw or kill; null takes it away.</summary>
    public static void Install(Action<string>? handler) => FaultPoint.handler = handler;
}
