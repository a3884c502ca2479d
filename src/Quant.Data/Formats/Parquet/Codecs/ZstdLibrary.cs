using System.Runtime.InteropServices;

namespace Quant.Data.Formats.Parquet.Codecs;

/// <summary>Zstandard through the system's libzstd, which is looked for when it is first needed.</summary>
internal sealed unsafe class ZstdLibrary
{
    private const int Level = 3;

    private static readonly string[] Names = ["libzstd.so.1", "libzstd.1.dylib", "libzstd.dll", "zstd.dll"];
    private static readonly Lazy<ZstdLibrary?> System = new(() => Find(Names));

    private readonly delegate* unmanaged[Cdecl]<nuint, nuint> bound;
    private readonly delegate* unmanaged[Cdecl]<byte*, nuint, byte*, nuint, int, nuint> pack;
    private readonly delegate* unmanaged[Cdecl]<byte*, nuint, byte*, nuint, nuint> unpack;
    private readonly delegate* unmanaged[Cdecl]<nuint, uint> isError;

    private ZstdLibrary(nint library)
    {
        bound = (delegate* unmanaged[Cdecl]<nuint, nuint>)NativeLibrary.GetExport(library, "ZSTD_compressBound");
        pack = (delegate* unmanaged[Cdecl]<byte*, nuint, byte*, nuint, int, nuint>)
            NativeLibrary.GetExport(library, "ZSTD_compress");
        unpack = (delegate* unmanaged[Cdecl]<byte*, nuint, byte*, nuint, nuint>)
            NativeLibrary.GetExport(library, "ZSTD_decompress");
        isError = (delegate* unmanaged[Cdecl]<nuint, uint>)NativeLibrary.GetExport(library, "ZSTD_isError");
    }

    /// <summary>The library of this machine.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static ZstdLibrary Of(ParquetOrigin origin) => Require(System.Value, origin);

    /// <summary>The first of <paramref name="names"/> that loads, or null.</summary>
    internal static ZstdLibrary? Find(IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, out nint library))
                return new ZstdLibrary(library);
        }

        return null;
    }

    /// <summary>The library, or the refusal that says how to get it.</summary>
    internal static ZstdLibrary Require(ZstdLibrary? library, ParquetOrigin origin) =>
        library ?? throw origin.Unsupported(
        "the Zstandard library libzstd.so.1 on this machine",
        "none",
        "Install it (on Debian: apt-get install libzstd1) or use another codec.");

    /// <summary>The most bytes that <see cref="Pack"/> may need.</summary>
    public int Bound(int size) => checked((int)bound((nuint)size));

    /// <summary>Packs one frame and gives its size.</summary>
    public int Pack(ReadOnlySpan<byte> input, Span<byte> output)
    {
        fixed (byte* from = input, to = output)
        {
            nuint size = pack(to, (nuint)output.Length, from, (nuint)input.Length, Level);
            return isError(size) == 0
                ? (int)size
                : throw new InvalidOperationException("libzstd could not pack a page.");
        }
    }

    /// <summary>Unpacks frames; false unless they fill <paramref name="output"/> exactly.</summary>
    public bool TryUnpack(ReadOnlySpan<byte> input, Span<byte> output)
    {
        fixed (byte* from = input, to = output)
        {
            nuint size = unpack(to, (nuint)output.Length, from, (nuint)input.Length);
            return isError(size) == 0 && size == (nuint)output.Length;
        }
    }
}
