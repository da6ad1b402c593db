"""The Korean syllable 간, which sounds like GAN, as own data: the window's word tool drew it, bold, 120 x 128 pixels."""

HANGUL = (
    "picture v1 size=120x128 left=-1.720905551901827 bottom=-1.799338711488374 pixel=0.028211784420758366"
    " shift=-0.03904408769699124,0.008606071518207515 factor=0.7222216811714142: eNrt2ktoU0EUBuBZtaZprND4"
    "IKBJUWpEwVgRoYqt+EK0C6sbEVyJr4WF6kIitEZEcOerK0t0UYWiVVw1IrVq1ejChVWhhQhSqaShDxJaaZPmxoW48J65N5Nkzozg"
    "+dc58yU3yZ3JOWFMfjI5c3qZipBLLrkKXU9jKakr2j2ZKyUDmtznmtynmtzHmty7mtzrmtx2Te5xTW6TJlfT/WrOrccdKdPjDjA9"
    "bkfx7s77ookKfI0w9v026G5S4T4CS066VLgjYMkXKs5XfgMseVmF2wLf3m0q3H6wYsKpwF2eBis+VHF+Pg8v82EVbgwsmKxW4B6E"
    "L7dHxe+UD9Ddr8A9xNkDHWJuvMeUTnG2fBi6lwR/l4GMirtBWD2zAt+tnYHVXQzffc05Wa3Hdy9yih8wdHfXPKydDaC7K8c5tWGG"
    "7VYPcUqTXmzXFeWVBhmy6+zjVX52ILuufl5hejvDdRe/5xZeY7iuf5hb96US190zzi2brmOobpC/hHGqwD7haJcpN+3ql0UM/rO9"
    "g9oXPRC3uEhvHIjukntZC/arB7EPfCxh9ZFIrMHrP9dHLT+JyXq0vndtd9aSTTVg9dtrbs9Zf+9SO5D6/P6wjZqb2IIzX2h4Mm93"
    "l/kRwJhrLDzx0f7mNuhFmKds7UzZq0ZvlfQ5ztpQLN+dPHtF9hwnEPpk5N1Apprlzo/2dnwTacq99UmeW3WLqOmQ9HnZaoFNenAj"
    "wpwunE/92VaOMR/0zdqzkVVIc8lbdupQE9o81DNtqcbPlCHOYa9aqJMXKlHnv+4pnjoWXIQ9d27nnKFanPjz7qox0w7wspmVEuF9"
    "4dxfb+uNdarm+87vfx6QiRypUPe/Anb691b3rtXDJETcXRDLZV6d9TI5KeC8sfuom0kL/V9FyG3cZ85mJS7sLDwjl1xyycV1fTXm"
    "LFXiFhlyySWXXHLJJfd/dvsqZKRwV042kEsuueSSS+6/5v4CLOGvfw=="
)
