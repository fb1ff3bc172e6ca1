@echo off
rem Set-up, report and Jupyter by double click, on Windows. Not tried there yet.
chcp 65001 >nul
cd /d "%~dp0"
if not exist .venv py -3 -m venv .venv || goto :failed
.venv\Scripts\python -m pip install --quiet -c constraints.txt -e . || goto :failed
.venv\Scripts\mz report || goto :failed
start "" exports\explorer.html
.venv\Scripts\jupyter lab notebooks
goto :eof
:failed
echo Something failed: the lines above say what. Python 3.11 to 3.13 is needed (python.org).
pause
