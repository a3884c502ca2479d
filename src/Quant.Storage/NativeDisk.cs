using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Quant.Storage;

/// <summary>The system calls that make bytes durable, with their results checked.</summary>
/// <remarks>
/// The runtime's own flush returns normally when the kernel's <c>fsync</c> fails, so the kernel is asked directly and
/// any -1 is a failure, whatever the error number.
/// </remarks>
internal static partial class NativeDisk
{
    private const int CloseOnExecLinux = 0x80000;
    private const int CloseOnExecMac = 0x1000000;

    /// <summary>What synchronises a descriptor; tests put a failing one here.</summary>
    internal static Func<int, int> Synchronise { get; set; } = Fsync;

    /// <summary>Waits until a file's bytes are on the disk.</summary>
    public static void FlushFile(SafeFileHandle handle, string path)
    {
        if (OperatingSystem.IsWindows())
            RandomAccess.FlushToDisk(handle);
        else
            Check(Synchronise((int)handle.DangerousGetHandle()), path, "flush");
    }

    /// <summary>Waits until a directory's entries are on the disk; Windows has no such step.</summary>
    public static void FlushDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
            return;
        using SafeFileHandle handle = OpenUnlocked(directory, "flush-directory");
        Check(Synchronise((int)handle.DangerousGetHandle()), directory, "flush-directory");
    }

    /// <summary>Opens a file or directory for reading without the advisory lock that the runtime takes.</summary>
    public static SafeFileHandle OpenUnlocked(string path, string step)
    {
        int descriptor = Open(path, OperatingSystem.IsMacOS() ? CloseOnExecMac : CloseOnExecLinux);
        Check(descriptor, path, step);
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static void Check(int result, string path, string step)
    {
        if (result != -1)
            return;
        int error = Marshal.GetLastPInvokeError();
        throw new StorageException(
            path, step, $"the system said: {Marshal.GetPInvokeErrorMessage(error)} (error {error})");
    }

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
