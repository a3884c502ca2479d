using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Quant.Storage;

/// <summary>Loads the system's SQLite, which the system keeps patched, in place of a bundled one.</summary>
internal static class SqliteLibrary
{
    private static readonly string[] Names = OperatingSystem.IsWindows()
        ? ["winsqlite3.dll", "sqlite3.dll"]
        : OperatingSystem.IsMacOS() ? ["libsqlite3.dylib"] : ["libsqlite3.so.0", "libsqlite3.so"];

    private static readonly Lazy<bool> Ready = new(Load);

    /// <summary>Makes sure that the library is loaded; later calls cost nothing.</summary>
    /// <exception cref="StorageException">The system has no SQLite.</exception>
    public static void Require() => _ = Ready.Value;

    private static bool Load()
    {
        nint library = Names.Select(TryLoad).FirstOrDefault(handle => handle != 0);
        if (library == 0)
        {
            throw new StorageException(
                Names[0], "load", "the system's SQLite library is missing; on Debian install the package libsqlite3-0");
        }

        Assembly provider = typeof(SQLite3Provider_e_sqlite3).Assembly;
        NativeLibrary.SetDllImportResolver(provider, (name, _, _) => name == "e_sqlite3" ? library : 0);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return true;
    }

    private static nint TryLoad(string name) => NativeLibrary.TryLoad(name, out nint handle) ? handle : 0;
}
