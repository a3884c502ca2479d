[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Quant.Storage.Tests;

/// <summary>A folder of one test, gone with it; also takes away faults that the test installed.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private static readonly Func<int, int> RealSynchronise = NativeDisk.Synchronise;

    public string Root { get; } = Directory.CreateTempSubdirectory("quant-storage-").FullName;

    public string this[string relative] => Path.Combine(Root, relative);

    public void Write(string relative, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[relative])!);
        File.WriteAllText(this[relative], content);
    }

    public string? Read(string relative) => File.Exists(this[relative]) ? File.ReadAllText(this[relative]) : null;

    public void Dispose()
    {
        FaultPoint.Install(null);
        NativeDisk.Synchronise = RealSynchronise;
        Directory.Delete(Root, recursive: true);
    }
}

/// <summary>Stands for the end of the process: nothing in the product catches it, so nothing tidies up after it.</summary>
internal sealed class SimulatedKill : Exception;

/// <summary>Kills, or fails as a platform would, at the n-th mark passed.</summary>
internal sealed class FaultAt(int position, bool kill)
{
    public List<string> Passed { get; } = [];

    /// <summary>Runs a deed and says whether the fault struck.</summary>
    public static bool Strikes(int position, bool kill, Action deed)
    {
        var fault = new FaultAt(position, kill);
        FaultPoint.Install(fault.Mark);
        try
        {
            deed();
            return false;
        }
        catch (SimulatedKill)
        {
            return true;
        }
        catch (IOException)
        {
            return true;
        }
        catch (StorageException)
        {
            return true;
        }
        finally
        {
            FaultPoint.Install(null);
        }
    }

    /// <summary>The marks that a deed passes.</summary>
    public static List<string> Recorded(Action deed)
    {
        var fault = new FaultAt(int.MaxValue, kill: false);
        FaultPoint.Install(fault.Mark);
        deed();
        FaultPoint.Install(null);
        return fault.Passed;
    }

    private void Mark(string name)
    {
        Passed.Add(name);
        if (Passed.Count - 1 == position)
            throw kill ? new SimulatedKill() : new IOException($"No space left on device at {name}");
    }
}
